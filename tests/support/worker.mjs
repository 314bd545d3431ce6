// A shop at Cloudflare, played in Node: what the route does not catch goes to the shop itself.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [file, shop, port] = process.argv.slice(2);
const { default: worker } = await import(pathToFileURL(file).href);

createServer(async (incoming, outgoing) => {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, value);
  for (const hop of ["connection", "host", "content-length", "transfer-encoding"]) headers.delete(hop);
  headers.set("CF-Connecting-IP", incoming.socket.remoteAddress);
  const method = incoming.method;
  const body = ["GET", "HEAD"].includes(method) ? undefined : Buffer.concat(chunks);
  const isCaught = incoming.url.startsWith("/wb/");
  const request = new Request(`http://127.0.0.1:${port}${incoming.url}`, { method, headers, body });
  const answer = isCaught ? await worker.fetch(request) : await fetch(shop + incoming.url, { method, headers, body });
  const passed = Object.fromEntries(answer.headers);
  for (const unpacked of ["content-encoding", "content-length", "transfer-encoding"]) delete passed[unpacked];
  outgoing.writeHead(answer.status, passed);
  outgoing.end(Buffer.from(await answer.arrayBuffer()));
}).listen(Number(port), "127.0.0.1");
