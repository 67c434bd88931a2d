// Asks a real yaml-language-server what an editor would show, over the Language Server Protocol.
//
// usage: node ask.mjs SERVER < questions.json > answers.json
//
// SERVER is the program `yaml-language-server`. Questions are
//   { "folder": "/a/folder", "schemas": { "./.folio/report.schema.json": ["report.yaml"] },
//     "documents": [ { "name": "report.yaml", "text": "…", "places": [ { "line": 0, "character": 4 } ] } ] }
// and an answer is, for each document, { "marks": […], "places": [ { "completions": […], "hover": "…" } ] }.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

// A server that says nothing for so long has stopped.
const PATIENCE_MS = 30_000;

/** A language server as a process: requests are answered by promises, notifications go to listeners. */
class Server {
  constructor(program, configuration) {
    this.process = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.configuration = configuration;
    this.waiting = new Map();
    this.marks = new Map();
    this.last = 0;
    this.buffer = Buffer.alloc(0);
    this.process.stdout.on("data", (bytes) => this.take(bytes));
    this.process.on("exit", (code) => code && stop(`the server ended with ${code}`));
  }

  take(bytes) {
    this.buffer = Buffer.concat([this.buffer, bytes]);
    for (;;) {
      const end = this.buffer.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.buffer.toString("latin1", 0, end))[1]);
      if (this.buffer.length < end + 4 + length) return;
      const body = this.buffer.toString("utf8", end + 4, end + 4 + length);
      this.buffer = this.buffer.subarray(end + 4 + length);
      this.hear(JSON.parse(body));
    }
  }

  hear(message) {
    if (message.method === "textDocument/publishDiagnostics") {
      const { uri, diagnostics } = message.params;
      this.marks.get(uri)?.(diagnostics);
    } else if (message.method === "workspace/configuration") {
      const answer = message.params.items.map(({ section }) => this.configuration[section] ?? null);
      this.send({ id: message.id, result: answer });
    } else if (message.method && message.id !== undefined) {
      this.send({ id: message.id, result: null });
    } else if (message.id !== undefined) {
      const { resolve, reject } = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      message.error ? reject(new Error(message.error.message)) : resolve(message.result);
    }
  }

  send(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  tell(method, params) {
    this.send({ method, params });
  }

  ask(method, params) {
    const id = ++this.last;
    this.send({ id, method, params });
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  /** Opens a document and waits for its marks. */
  open(uri, text) {
    const marks = new Promise((resolve) => this.marks.set(uri, resolve));
    this.tell("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
    return marks;
  }
}

function stop(reason) {
  console.error(`ask.mjs: ${reason}`);
  process.exit(1);
}

/** What editors send: they show Markdown and understand snippets. */
const CAPABILITIES = {
  textDocument: {
    completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
    hover: { contentFormat: ["markdown"] },
    publishDiagnostics: {},
  },
  workspace: { configuration: true },
};

function settings(schemas) {
  // Everything comes from the files at hand: no catalogue of schemas from the network.
  const yaml = { validate: true, hover: true, completion: true, schemaStore: { enable: false } };
  return { yaml: { ...yaml, schemas }, http: { proxy: "" } };
}

async function answer(server, folder, document) {
  const uri = pathToFileURL(path.resolve(folder, document.name)).href;
  const marks = await server.open(uri, document.text);
  const places = [];
  for (const position of document.places) {
    const at = { textDocument: { uri }, position };
    const completion = await server.ask("textDocument/completion", at);
    const hover = await server.ask("textDocument/hover", at);
    places.push({ completions: completion?.items ?? completion ?? [], hover: hover?.contents?.value ?? "" });
  }
  return { marks, places };
}

async function main() {
  setTimeout(() => stop(`no answer in ${PATIENCE_MS / 1000} s`), PATIENCE_MS).unref();
  const { folder, schemas, documents } = JSON.parse(readFileSync(0, "utf8"));
  const server = new Server(process.argv[2], settings(schemas));
  const rootUri = pathToFileURL(folder).href;
  const workspaceFolders = [{ uri: rootUri, name: "reports" }];
  await server.ask("initialize", { processId: process.pid, rootUri, workspaceFolders, capabilities: CAPABILITIES });
  server.tell("initialized", {});
  const answers = [];
  for (const document of documents) answers.push(await answer(server, folder, document));
  process.stdout.write(JSON.stringify(answers));
  await server.ask("shutdown", null);
  server.tell("exit", null);
}

main().catch((error) => stop(error.stack));
