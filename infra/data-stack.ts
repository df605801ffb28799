// What must outlive a deployment: tables, bus and archive, run results, users, the mail identity, the token secret.
import { Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { EVENT_SOURCE } from '../shared/platform/events.ts';
import type { Config } from './config.ts';
import { dataTables, type Tables } from './constructs/data-tables.ts';
import { MailSender } from './constructs/mail-sender.ts';
import { output } from './constructs/output.ts';
import { Staff } from './constructs/staff.ts';

export interface DataStackProps extends StackProps {
  config: Config;
}

export class DataStack extends Stack {
  readonly tables: Tables;
  readonly bus: EventBus;
  readonly runsBucket: Bucket;
  readonly staff: Staff;
  readonly mail: MailSender;
  readonly tokenSecret: Secret;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    const { config } = props;
    const isKept = config.removalPolicy === 'retain';
    super(scope, id, { ...props, terminationProtection: isKept });
    this.tables = dataTables(this, config);
    this.bus = new EventBus(this, 'Bus', { description: 'What happened to customers: ids and facts' });
    if (config.archiveDays > 0) {
      this.bus.archive('Archive', {
        description: 'For a replay after a subscriber was mended',
        eventPattern: { source: [EVENT_SOURCE] },
        retention: Duration.days(config.archiveDays),
      });
    }
    const removalPolicy = isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.runsBucket = this.makeRunsBucket(removalPolicy, config.browserOrigins);
    this.staff = new Staff(this, 'Staff', config);
    this.mail = new MailSender(this, 'Mail', config);
    this.tokenSecret = this.makeTokenSecret(removalPolicy);
    this.addOutputs();
  }

  private addOutputs(): void {
    for (const [name, table] of Object.entries(this.tables)) output(this, `${name}Table`, table.tableName);
    output(this, 'RunsBucket', this.runsBucket.bucketName);
    output(this, 'BusName', this.bus.eventBusName);
    output(this, 'UserPoolId', this.staff.userPool.userPoolId);
    output(this, 'UserPoolClientId', this.staff.client.userPoolClientId);
  }

  private makeRunsBucket(removalPolicy: RemovalPolicy, browserOrigins: string[]): Bucket {
    const bucket = new Bucket(this, 'Runs', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [
        { expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(1) },
        // Raw bodies of webhooks: personal data, kept as long as a rejected one can be replayed.
        { prefix: 'hooks/', expiration: Duration.days(30) },
        // Uploaded lists of people, and what people took away: no longer here than needed.
        { prefix: 'imports/', expiration: Duration.days(30) },
        { prefix: 'exports/', expiration: Duration.days(7) },
      ],
      // Browsers put uploads and get downloads by links that we sign.
      cors: [
        {
          allowedOrigins: browserOrigins,
          allowedMethods: [HttpMethods.PUT, HttpMethods.GET],
          allowedHeaders: ['content-type'],
          exposedHeaders: ['etag'],
          maxAge: 3_600,
        },
      ],
      removalPolicy,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only our own functions read and write here and all of it expires; an access log would outgrow it',
    });
    return bucket;
  }

  private makeTokenSecret(removalPolicy: RemovalPolicy): Secret {
    const secret = new Secret(this, 'TokenSecret', {
      description: 'Signs the links in mails and salts the suppression list',
      // A brace in front would read as JSON (platform/token.ts), and the local emulator excludes no punctuation.
      generateSecretString: { passwordLength: 64, excludePunctuation: true, excludeCharacters: '{' },
      removalPolicy,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A new value would break the unsubscribe links of all mails already sent and forget who is suppressed',
    });
    return secret;
  }
}
