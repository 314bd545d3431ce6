"""What an owner pastes where: the tag for each kind of shop, with the site's own address and key in it.

docs/owner.md has the same for a reader without a site.
"""

from dataclasses import dataclass

_STUB = "window.winback = window.winback || function () { (winback.q = winback.q || []).push(arguments); };"

_WORDPRESS = """add_action('wp_head', function () {{ ?>
  {tag}
<?php }});"""

_WOOCOMMERCE = """add_action('woocommerce_thankyou', function ($id) {{
  $order = wc_get_order($id);
  if (!$order || $order->has_status('failed')) return;
  $said = ['transaction_id' => $order->get_order_number(), 'value' => (float) $order->get_total(), 'currency' => $order->get_currency()];
  echo '<script>{stub}';
  echo 'winback("track", "purchase", ' . wp_json_encode($said, JSON_HEX_TAG) . ');</script>';
}});"""

_SHOPIFY_PIXEL = """const [host, key] = ["{base}", "{key}"];
analytics.subscribe("checkout_completed", async ({{ context, data: {{ checkout }} }}) => {{
  const kept = async (part) => JSON.parse((await browser.localStorage.getItem(`winback:${{key}}:${{part}}`)) || "{{}}");
  const {{ visitor = null, session }} = await kept("memory");
  const {{ purposes = {{}}, notice = null }} = await kept("consent");
  const allowed = Object.keys(purposes).filter((purpose) => purposes[purpose]);
  const {{ amount: value }} = checkout.totalPrice;
  const properties = {{ transaction_id: String(checkout.order.id), value, currency: checkout.currencyCode }};
  const batch = {{
    v: 1, visitor, session: session?.id ?? null,
    consent: {{ mode: "{mode}", purposes: allowed, notice, gpc: false }},
    page: {{ url: context.document.location.origin }},
    events: [{{ id: crypto.randomUUID(), name: "purchase", age_ms: 0, properties }}],
  }};
  await fetch(`${{host}}/e/${{key}}`, {{ method: "POST", keepalive: true, body: JSON.stringify(batch) }});
}});"""

_SCRIPTED = """const tag = document.createElement("script");
tag.src = "{base}/w/{key}.js";
tag.async = true;
document.head.append(tag);"""


@dataclass(frozen=True)
class Recipes:
    """Code to paste, by what it is pasted into."""

    tag: str
    stub: str
    wordpress: str
    woocommerce: str
    shopify_pixel: str
    scripted: str


def recipes(base: str, key: str, mode: str = "ask") -> Recipes:
    """`mode` is the site's way of asking for consent, which each batch of events has to name."""
    tag = f'<script async src="{base}/w/{key}.js"></script>'
    return Recipes(
        tag=tag,
        stub=f"<script>\n  {_STUB}\n</script>",
        wordpress=_WORDPRESS.format(tag=tag),
        woocommerce=_WOOCOMMERCE.format(stub=_STUB),
        shopify_pixel=_SHOPIFY_PIXEL.format(base=base, key=key, mode=mode),
        scripted=_SCRIPTED.format(base=base, key=key),
    )
