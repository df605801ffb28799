// All sources by the name they have in the address.
import type { SourceName } from './schema.ts';
import type { Source } from './source.ts';
import { chapa } from './sources/chapa.ts';
import { chatwoot } from './sources/chatwoot.ts';
import { facebook } from './sources/facebook.ts';
import { shopify } from './sources/shopify.ts';
import { standard } from './sources/standard.ts';
import { stripe } from './sources/stripe.ts';
import { telegram } from './sources/telegram.ts';
import { woocommerce } from './sources/woocommerce.ts';
import { zendesk } from './sources/zendesk.ts';

export const sources: Readonly<Record<SourceName, Source>> = {
  shopify,
  woocommerce,
  stripe,
  telegram,
  zendesk,
  chatwoot,
  facebook,
  chapa,
  standard,
};
