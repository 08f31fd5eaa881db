// Reports something, follows it by its link, and finds it on the desk: with types made from the document.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

const [address, token, point, text] = process.argv.slice(2) as [string, string, string, string];
const anybody = createClient<paths>({ baseUrl: address });
const clerk = createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${token}` } });
const body = { text, location: JSON.parse(point), client_id: "typescript-1" };

const first = await anybody.POST("/api/v1/appeals/", { body });
const second = await anybody.POST("/api/v1/appeals/", { body });
if (!first.data || !second.data) throw new Error(JSON.stringify(first.error ?? second.error));
const own = await anybody.GET("/api/v1/appeals/by-link/{token}", { params: { path: { token: first.data.token } } });
const listed = await clerk.GET("/api/v1/appeals/", { params: { query: { text } } });
const missing = await anybody.GET("/api/v1/appeals/by-link/{token}", { params: { path: { token: "x" } } });
if (!own.data || !listed.data) throw new Error(JSON.stringify(own.error ?? listed.error));

const number = first.data.number;
console.log(
  JSON.stringify({
    state: own.data.appeal.state,
    same: second.data.number === number,
    listed: listed.data.rows.some((row) => row.number === number),
    missing: missing.error?.title,
  }),
);
