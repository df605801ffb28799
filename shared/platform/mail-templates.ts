// The Liquid templates of every mail: one page, one template per kind of block. Inline styles, because some mailboxes
// drop <style>; the <style> holds only what may be lost: the dark scheme.
const fonts =
  "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans Ethiopic',Nyala,Kefa,Ebrima,'Abyssinica SIL',sans-serif";

const page = `<!doctype html>
<html lang="{{ language }}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no">
<title>{{ subject }}</title>
<style>
:root{color-scheme:light dark}
@media (prefers-color-scheme:dark){
.page{background:#161412!important}
.card{background:#221f1c!important;border-color:#3a3530!important}
.ink{color:#f1ece6!important}
.soft{color:#b9afa5!important}
.link{color:#7fc9a4!important}
.panel{background:#2c2824!important}
.rule{border-color:#3a3530!important}
.track{background:#3a3530!important}
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f5f1ea;-webkit-text-size-adjust:100%;text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;opacity:0">{{ preheader }}{% for i in (1..40) %}&#847;&zwnj;&nbsp;{% endfor %}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f5f1ea">
<tr><td align="center" style="padding:20px 12px 28px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;font-family:${fonts}">
<tr><td class="soft" style="padding:0 8px 12px;font-size:14px;line-height:1.4;font-weight:600;color:#6b6058">{{ brand }}</td></tr>
<tr><td class="card" style="background:#ffffff;border:1px solid #e8e0d5;border-radius:14px;padding:24px 22px 20px">
{% for block in blocks %}{% render block.kind, block: block, language: language %}{% endfor %}
</td></tr>
<tr><td class="soft" style="padding:16px 8px 0;font-size:13px;line-height:1.6;color:#6b6058">
{% for line in footer %}<div style="margin:0 0 4px">{% render 'line', line: line %}</div>{% endfor %}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>`;

const line = `{% if line.label %}{{ line.label }} {% endif %}{% if line.href %}<a class="link" href="{{ line.href }}" style="color:#1d6b4a;text-decoration:underline">{{ line.text }}</a>{% else %}{{ line.text }}{% endif %}`;

const paragraph = `<p class="ink" style="margin:0 0 16px;font-size:17px;line-height:1.65;color:#2a2420">{{ block.text }}</p>`;

const greeting = `<p class="ink" style="margin:0 0 14px;font-size:20px;line-height:1.4;font-weight:600;color:#2a2420">{{ block.text }}</p>`;

const lead = `<p class="ink" style="margin:0 0 18px;font-size:19px;line-height:1.55;font-weight:600;color:#2a2420">{{ block.text }}</p>`;

const heading = `<h2 class="ink rule" style="margin:26px 0 12px;padding:18px 0 0;border-top:1px solid #e8e0d5;font-size:17px;line-height:1.4;font-weight:700;color:#2a2420">{{ block.text }}</h2>`;

// The bar says it where colours are not shown; the words say it everywhere.
const warning = `<p class="ink panel" style="margin:0 0 16px;padding:12px 14px;border-left:4px solid #b3541e;background:#fbf1e4;font-size:16px;line-height:1.6;color:#2a2420">{{ block.text }}</p>`;

const small = `<p class="soft" style="margin:0 0 12px;font-size:14px;line-height:1.6;color:#6b6058">{{ block.text }}</p>`;

// The colours hold in both schemes; a mailbox that turns them round turns both.
const button = `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:6px 0 20px"><tr><td align="center" bgcolor="#1d6b4a" style="border-radius:12px;background:#1d6b4a">
<a href="{{ block.href }}" style="display:block;padding:15px 18px;font-size:18px;line-height:1.3;font-weight:700;text-decoration:none;color:#ffffff">{{ block.text }}</a></td></tr></table>`;

const figures = `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 14px;table-layout:fixed"><tr>
{% for figure in block.figures %}<td class="panel" valign="top" style="background:#f5f1ea;border-radius:10px;padding:12px 10px">
<div class="ink" style="font-size:22px;line-height:1.25;font-weight:700;color:#2a2420">{{ figure.value }}</div>
<div class="soft" style="font-size:13px;line-height:1.4;color:#6b6058">{{ figure.label }}</div></td>{% unless forloop.last %}<td width="8" style="width:8px;font-size:0">&nbsp;</td>{% endunless %}{% endfor %}
</tr></table>`;

const tones = `{% case bar.tone %}{% when 'alarm' %}#c0472e{% when 'warning' %}#d2913a{% when 'calm' %}#2f8a61{% else %}#9a8f85{% endcase %}`;

const bars = `<p class="ink" style="margin:22px 0 10px;font-size:15px;line-height:1.4;font-weight:700;color:#2a2420">{{ block.title }}</p>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 14px">
{% for bar in block.bars %}<tr>
<td class="ink" style="padding:7px 0 3px;font-size:14px;line-height:1.3;color:#2a2420">{{ bar.label }}</td>
<td class="ink" align="right" style="padding:7px 0 3px;font-size:14px;line-height:1.3;font-weight:600;white-space:nowrap;color:#2a2420">{{ bar.value }}</td></tr>
<tr><td colspan="2" style="padding:0 0 4px"><table role="presentation" class="track" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#eee7dc;border-radius:5px"><tr>
{% if bar.width > 0 %}<td width="{{ bar.width }}%" bgcolor="${tones}" style="width:{{ bar.width }}%;height:10px;font-size:0;line-height:10px;border-radius:5px;background:${tones}">&nbsp;</td>{% endif %}{% if bar.width < 100 %}<td style="font-size:0;line-height:10px">&nbsp;</td>{% endif %}</tr></table></td></tr>{% endfor %}
</table>`;

const columns = `<p class="ink" style="margin:22px 0 10px;font-size:15px;line-height:1.4;font-weight:700;color:#2a2420">{{ block.title }}</p>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 14px;table-layout:fixed"><tr>
{% for column in block.columns %}<td width="{{ block.width }}%" valign="bottom" align="center" style="padding:0 2px">
<div class="ink" style="font-size:13px;line-height:1.5;{% if column.isLast %}font-weight:700;{% endif %}color:#2a2420">{{ column.value }}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td height="{{ column.height }}" bgcolor="{% if column.isLast %}#c0472e{% else %}#d9bfae{% endif %}" style="height:{{ column.height }}px;font-size:0;line-height:0;border-radius:4px 4px 0 0;background:{% if column.isLast %}#c0472e{% else %}#d9bfae{% endif %}">&nbsp;</td></tr></table></td>{% endfor %}
</tr><tr>{% for column in block.columns %}<td class="soft" align="center" valign="top" style="padding:4px 1px 0;font-size:11px;line-height:1.3;color:#6b6058">{{ column.label }}</td>{% endfor %}</tr></table>`;

const people = `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
{% for person in block.people %}<tr><td class="rule" style="padding:14px 0;{% unless forloop.first %}border-top:1px solid #eee7dc{% endunless %}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>
<td class="ink" valign="top" style="font-size:17px;line-height:1.4;font-weight:700;color:#2a2420">{{ person.name }}</td>
<td class="ink" valign="top" align="right" style="padding-left:10px;font-size:15px;line-height:1.6;font-weight:600;white-space:nowrap;color:#2a2420">{{ person.value }}</td></tr></table>
{% for reason in person.why %}<div class="soft" style="font-size:15px;line-height:1.55;color:#6b6058">{{ reason }}</div>{% endfor %}
{% if person.step != "" %}<div class="ink" style="margin:6px 0 0;font-size:15px;line-height:1.55;color:#2a2420"><strong>{{ block.stepLabel }}</strong> {{ person.step }}</div>{% endif %}
{% for contact in person.contacts %}<div style="margin:4px 0 0;font-size:16px;line-height:1.6">{% render 'line', line: contact %}</div>{% endfor %}
</td></tr>{% endfor %}
</table>`;

const signature = `<p class="ink" style="margin:22px 0 4px;font-size:17px;line-height:1.6;color:#2a2420">{% for text in block.lines %}{% unless forloop.first %}<br>{% endunless %}{% if forloop.last %}<strong>{{ text }}</strong>{% else %}{{ text }}{% endif %}{% endfor %}</p>`;

const contact = `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:18px 0 4px"><tr><td class="panel ink" style="background:#f5f1ea;border-radius:10px;padding:14px 16px;font-size:16px;line-height:1.75;color:#2a2420">
<div style="font-weight:700">{{ block.title }}</div>
{% for line in block.lines %}<div>{% render 'line', line: line %}</div>{% endfor %}
</td></tr></table>`;

export const mailTemplates = {
  page,
  line,
  paragraph,
  greeting,
  lead,
  warning,
  heading,
  small,
  button,
  figures,
  bars,
  columns,
  people,
  signature,
  contact,
};
