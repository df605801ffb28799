// The customers area: reads customers and their history, records consents. It writes nothing else.
import { Construct } from 'constructs';
import { CustomersEnv } from '../../shared/customers/env.ts';
import { customersRoutes } from '../../shared/customers/routes.ts';
import { envFor } from '../../shared/platform/env.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { type AreaProps, businessEnv } from './area.ts';

export class Customers extends Construct {
  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    const { Customers, Identities, Activity, Program } = props.tables;
    const api = new NodeFunction(this, 'Api', {
      parts: props,
      entry: 'functions/customers/api.ts',
      description: 'Find and read customers, record consents',
      // Half a second of start-up is felt by a person; more memory is more CPU.
      memoryMb: 1_024,
      environment: envFor(CustomersEnv, {
        ...businessEnv(props.config),
        CUSTOMERS_TABLE: Customers.tableName,
        IDENTITIES_TABLE: Identities.tableName,
        ACTIVITY_TABLE: Activity.tableName,
        PROGRAM_TABLE: Program.tableName,
      }),
    });
    Customers.grant(
      api,
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    );
    Identities.grant(api, 'dynamodb:BatchGetItem');
    Activity.grant(api, 'dynamodb:Query', 'dynamodb:PutItem');
    Program.grant(api, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    props.api.addRoutes(customersRoutes, api);
  }
}
