// The shop's own script: variants on the product page, adding without a reload, and GA4's events for what is clicked.
// Everything works without it, but for the events.
(() => {
  const push = (event, ecommerce) => {
    dataLayer.push({ ecommerce: null });
    dataLayer.push({ event, ecommerce });
  };
  const worth = (item, quantity) => ({
    currency: "EUR",
    value: Math.round(item.price * quantity * 100) / 100,
    items: [{ ...item, quantity }],
  });

  const showVariant = (radio) => {
    const picture = document.getElementById("picture");
    picture.src = radio.dataset.picture;
    picture.alt = `${picture.dataset.name}, ${radio.dataset.name}`;
    document.getElementById("price").textContent = radio.dataset.price;
    push("view_item", worth(JSON.parse(radio.dataset.item), 1));
  };

  const showCount = (count) => {
    const badge = document.querySelector(".basket .count");
    badge.textContent = count;
    badge.hidden = count === 0;
  };

  const add = async (form, submitter) => {
    const body = new FormData(form, submitter);
    const item = JSON.parse(form.querySelector("input[name=item]:checked").dataset.item);
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Asked-By": "script" } });
    if (!answer.ok) return form.submit();
    const place = document.getElementById("added");
    place.innerHTML = await answer.text();
    showCount(Number(place.firstElementChild.dataset.count));
    push("add_to_cart", worth(item, Number(body.get("quantity"))));
  };

  const change = (form, submitter) => {
    const item = JSON.parse(form.dataset.item);
    const difference = Number(submitter.value) - item.quantity;
    if (difference) push(difference > 0 ? "add_to_cart" : "remove_from_cart", worth(item, Math.abs(difference)));
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches(".amount")) return change(form, event.submitter);
    if (!form.matches(".buy")) return;
    event.preventDefault();
    add(form, event.submitter);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches(".buy input[name=item]")) showVariant(event.target);
    if (event.target.matches("#sort")) event.target.form.submit();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-select]");
    if (link) {
      const { item_list_id, index } = JSON.parse(link.dataset.select);
      push("select_item", { item_list_id, items: [{ ...JSON.parse(link.dataset.item), item_list_id, index }] });
    }
    if (event.target.closest("[data-close]")) document.getElementById("added").replaceChildren();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.getElementById("added").replaceChildren();
  });
})();
