// Holds documents against a JSON Schema with ajv.
//
// usage: node validate.mjs PACKAGES < questions.json > answers.json
//
// PACKAGES is the folder of the installed packages. Questions are { "schema": {…}, "documents": […] }, and an answer
// is, for each document, what is wrong with it, or null.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const { default: Ajv } = createRequire(path.join(process.argv[2], "any.js"))("ajv");
const { schema, documents } = JSON.parse(readFileSync(0, "utf8"));
// Not strict: the schema has keywords for editors that a validator does not know.
const validate = new Ajv({ strict: false }).compile(schema);
const wrong = (document) =>
  validate(document) ? null : validate.errors.map((error) => `${error.instancePath} ${error.message}`).join("; ");
process.stdout.write(JSON.stringify(documents.map(wrong)));
