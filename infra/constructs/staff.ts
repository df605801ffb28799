// Who signs in: the business's own people, invited by an owner, one Cognito group per role.
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { Role } from '../../shared/platform/routes.ts';
import type { Config } from '../config.ts';

export class Staff extends Construct {
  readonly userPool: UserPool;
  readonly client: UserPoolClient;

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id);
    const isKept = config.removalPolicy === 'retain';
    this.userPool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      userInvitation: invitation(config.businessName),
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: isKept,
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const groupName of Role.options) {
      new CfnUserPoolGroup(this, groupName, { userPoolId: this.userPool.userPoolId, groupName });
    }
    this.client = this.addClient();
    Validations.of(this.userPool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason: 'A second factor (TOTP) is offered, not forced: staff of small shops share simple phones',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'The Plus plan is paid per user; sign-up is closed and the few accounts are invited by hand',
      },
    );
  }

  // SRP for browsers; USER_PASSWORD_AUTH so that a till, a script or curl can sign in over TLS without an SRP library.
  private addClient(): UserPoolClient {
    return this.userPool.addClient('Client', {
      authFlows: { userSrp: true, userPassword: true },
      disableOAuth: true,
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(1),
    });
  }
}

const invitation = (business: string) => ({
  emailSubject: `${business}: your account, መለያዎ`,
  emailBody:
    `<p>An account was made for you at ${escaped(business)}. User name: {username}. ` +
    'Temporary password, good for three days: {####}</p>' +
    `<p>በ${escaped(business)} መለያ ተከፍቶልዎታል። የተጠቃሚ ስም፦ {username}። ` +
    'ጊዜያዊ የይለፍ ቃል (ለሦስት ቀናት የሚያገለግል)፦ {####}</p>',
});

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
