// What to do about a finding, and which route helps.
import type { Language } from '../../customers/schema.ts';
import type { RouteKey } from '../../platform/routes.ts';
import type { ProfileField } from '../schema.ts';
import type { Finding, FindingCode } from './finding-schema.ts';

export interface Step {
  step: Record<Language, string>;
  /** Where to look, or what to call. */
  route: RouteKey;
}

const late: Record<Language, string> = {
  en: 'What it kept can be sent late; nothing counts twice.',
  am: 'ያልተላከው በኋላ ሊላክ ይችላል፤ ምንም ነገር ሁለት ጊዜ አይቆጠርም።',
};

const steps: Record<Exclude<FindingCode, 'missing'>, Step> = {
  silence: {
    step: {
      en: `Check that it is running and that its key still works. ${late.en}`,
      am: `እየሠራ መሆኑንና ቁልፉ አለመሻሩን ያረጋግጡ። ${late.am}`,
    },
    route: 'GET /v1/write-keys',
  },
  gap: {
    step: {
      en: `If you were closed then, enter the days as quiet days. If not, have them sent again. ${late.en}`,
      am: `በእነዚያ ቀናት ዝግ ከነበሩ፣ እንደ ዕረፍት ቀናት (quiet days) ይመዝግቧቸው። ካልነበሩ እንደገና እንዲላክ ያድርጉ። ${late.am}`,
    },
    route: 'PUT /v1/churn/settings',
  },
  dropped: {
    step: {
      en: 'Compare with the figures of the source itself: if it had more, a part does not get here.',
      am: 'ከምንጩ ከራሱ ቁጥሮች ጋር ያነጻጽሩ፤ እዚያ የሚበልጥ ከሆነ ከፊሉ እየደረሰ አይደለም።',
    },
    route: 'GET /v1/ingest/recent',
  },
  rejected: {
    step: {
      en: 'See why, mend the cause, then let them in again; nothing counts twice.',
      am: 'ምክንያቱን አይተው ያስተካክሉ፤ ከዚያ እንደገና ያስገቧቸው፤ ምንም ነገር ሁለት ጊዜ አይቆጠርም።',
    },
    route: 'GET /v1/ingest/rejected',
  },
  violation: {
    step: {
      en: 'Have the source send it as the tracking plan says, or change the plan if the source is right.',
      am: 'ምንጩ በክትትል ዕቅዱ መሠረት እንዲልክ ያድርጉ፤ ትክክሉ ምንጩ ከሆነ ዕቅዱን ይቀይሩ።',
    },
    route: 'GET /v1/tracking-plan',
  },
  unplanned: {
    step: {
      en: 'If they are meant so, add them to the tracking plan; if not, correct the names at the source.',
      am: 'ሆን ተብሎ የተላኩ ከሆነ በክትትል ዕቅዱ ውስጥ ያካትቷቸው፤ ካልሆነ ስማቸውን ከምንጩ ያርሙ።',
    },
    route: 'PUT /v1/tracking-plan',
  },
  misspelt: {
    step: {
      en: 'Correct the name at the source and send those events again under it.',
      am: 'ስሙን ከምንጩ አርመው እነዚያን ክስተቶች በትክክለኛው ስም እንደገና ይላኩ።',
    },
    route: 'GET /v1/tracking-plan',
  },
  duplicates: {
    step: {
      en: 'Look through the pairs: merge those who are one, dismiss the others.',
      am: 'ጥንዶቹን ይመልከቱ፤ አንድ ሰው የሆኑትን ያዋህዱ፤ ሌሎቹን ከዝርዝሩ ያስወጡ።',
    },
    route: 'GET /v1/customers/duplicates',
  },
  'shared-value': {
    step: {
      en: 'It is likely a placeholder or your own: have the source leave it out, and ask the customers for theirs.',
      am: 'ምናልባት መሙያ ወይም የሱቁ የራሱ ነው፤ ምንጩ እንዳይልከው አድርገው ደንበኞቹን የራሳቸውን ይጠይቁ።',
    },
    route: 'POST /v1/exports',
  },
  unreadable: {
    step: {
      en: 'Give the ids in the log of the nightly step “score” to whoever looks after the program.',
      am: 'በሌሊቱ ሥራ “score” መዝገብ ላይ ያሉትን መለያዎች ፕሮግራሙን ለሚከታተለው ሰው ይስጡ።',
    },
    route: 'GET /v1/churn/runs/{date}',
  },
};

const missing: Partial<Record<ProfileField, Step>> = {
  contact: {
    step: { en: 'Ask for it at the till.', am: 'በክፍያ ጊዜ ይጠይቋቸው።' },
    route: 'POST /v1/exports',
  },
  name: {
    step: { en: 'Ask how to address them at the next purchase.', am: 'በሚቀጥለው ግዢ ስማቸውን ይጠይቋቸው።' },
    route: 'POST /v1/exports',
  },
  consent: {
    step: {
      en: 'Ask whether you may write to them, and record the answer.',
      am: 'መልእክት ልንልክልዎ እንችላለን ብለው ይጠይቁ፤ መልሳቸውንም ይመዝግቡ።',
    },
    route: 'POST /v1/customers/{id}/consents',
  },
};
const otherwiseMissing: Step = {
  step: { en: 'Ask for it when there is a chance.', am: 'አጋጣሚው ሲገኝ ይጠይቋቸው።' },
  route: 'POST /v1/exports',
};

const silentHook: Step = {
  step: {
    en: `Check at the sender that it still sends to our address, and with the same secret. ${late.en}`,
    am: `ላኪው አሁንም ወደ አድራሻችን እየላከ መሆኑንና የምስጢር ቁልፉ አለመቀየሩን ያረጋግጡ። ${late.am}`,
  },
  route: 'GET /v1/hooks',
};

const isHook = (finding: Pick<Finding, 'numbers'>): boolean =>
  'source' in finding.numbers && finding.numbers.source.startsWith('hook_');

export function stepOf(finding: Pick<Finding, 'code' | 'numbers'>): Step {
  const { code, numbers } = finding;
  if (code === 'missing') return ('field' in numbers && missing[numbers.field]) || otherwiseMissing;
  return code === 'silence' && isHook(finding) ? silentHook : steps[code];
}
