// Builds DOM nodes. Text always goes in as text: nothing here can turn data into markup.

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "readOnly", "required", "multiple", "selected"]);
const SVG = "http://www.w3.org/2000/svg";

/** h("button", { class: "quiet", onclick: f }, "Text", node, [more]): null and false are left out. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) set(node, name, value);
  node.append(...children.flat(Infinity).filter(isContent));
  return node;
}

export function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes ?? {})) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function set(node, name, value) {
  if (typeof value === "function") node.addEventListener(name.slice(2), value);
  else if (PROPERTIES.has(name)) node[name] = value;
  else if (isContent(value)) node.setAttribute(name, value === true ? "" : value);
}

function isContent(value) {
  return value !== null && value !== undefined && value !== false;
}

export const byId = (id) => document.getElementById(id);

let lastId = 0;
/** An id that nothing else on the page has, for labels and aria-controls. */
export const freshId = (word) => `${word}-${++lastId}`;

/** Puts new children into a place. Children that were there already are not touched; the focus goes back onto the
 *  child that has the same data-key as the one that had it. */
export function fill(place, ...children) {
  const active = document.activeElement;
  const key = place.contains(active) ? active.dataset.key : undefined;
  const wanted = children.flat(Infinity).filter(isContent);
  align(
    place,
    wanted.map((child) => (child instanceof Node ? child : document.createTextNode(child))),
  );
  if (key && !active.isConnected)
    place.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** Makes the children of a place equal to the wanted nodes, moving as few as possible, so that what stays keeps its
 *  focus, caret and scroll. */
export function align(place, wanted) {
  const keep = new Set(wanted);
  for (const child of [...place.childNodes]) if (!keep.has(child)) child.remove();
  wanted.forEach((node, index) => {
    if (place.childNodes[index] !== node) place.insertBefore(node, place.childNodes[index] ?? null);
  });
}
