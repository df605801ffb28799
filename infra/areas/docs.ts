// The documentation: public, static, without any right.
import { Construct } from 'constructs';
import { docsRoutes } from '../../shared/docs/routes.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import type { AreaProps } from './area.ts';

export class Docs extends Construct {
  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    const api = new NodeFunction(this, 'Api', {
      parts: props,
      entry: 'functions/docs/api.ts',
      description: 'The OpenAPI document and the documentation page',
    });
    props.api.addRoutes(docsRoutes, api);
  }
}
