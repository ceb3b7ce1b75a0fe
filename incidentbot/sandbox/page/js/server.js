// The sandbox's server over HTTP. An answer is always an object: a failure is { ok: false, message: "a sentence" }.

const UNREACHABLE = "The sandbox’s server does not answer. Nothing that you typed is lost; try again in a moment.";
const UNREADABLE = "The sandbox’s server answered with something this page cannot read.";

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error instanceof TypeError) return { ok: false, error: "unreachable", message: UNREACHABLE };
    throw error;
  }
  return readable(response);
}

async function readable(response) {
  const text = await response.text();
  try {
    const answer = text ? JSON.parse(text) : {};
    if (response.ok || answer.ok === false) return answer;
    return { ...answer, ok: false, message: answer.message ?? sentenceFor(response.status) };
  } catch (error) {
    if (error instanceof SyntaxError)
      return { ok: false, error: "unreadable", message: response.ok ? UNREADABLE : sentenceFor(response.status) };
    throw error;
  }
}

const sentenceFor = (status) => `The sandbox’s server could not do that (HTTP ${status}).`;

const query = (details) =>
  new URLSearchParams(Object.entries(details).filter(([, value]) => value !== undefined && value !== null));
const json = (method, body) => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body ?? {}),
});

export const server = {
  state: (as) => ask(`/sandbox/state?${query({ as })}`),
  messages: (channel, details) => ask(`/sandbox/channels/${encodeURIComponent(channel)}/messages?${query(details)}`),
  act: (as, doing, details) => ask("/sandbox/act", json("POST", { as, do: doing, ...details })),
  advance: (body) => ask("/sandbox/clock", json("POST", body)),
  faults: () => ask("/sandbox/faults"),
  addFault: (fault) => ask("/sandbox/faults", json("POST", fault)),
  clearFault: (id) => ask(`/sandbox/faults/${id}`, { method: "DELETE" }),
  clearFaults: () => ask("/sandbox/faults", { method: "DELETE" }),
  violations: () => ask("/sandbox/violations"),
  streamAddress: (as) => `${location.origin.replace(/^http/, "ws")}/sandbox/stream?${query({ as })}`,
};
