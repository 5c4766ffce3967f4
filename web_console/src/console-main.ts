import { mount } from "svelte";
import { pageAddress, socketAddress } from "./link/addresses";
import { openConsoleLink } from "./link/console-link";
import { isAsked, whenRefused } from "./link/passcode";
import { openScoreLink } from "./link/score";
import ConsolePage from "./pages/console-page.svelte";
import { createConsoleStore } from "./store/console-store.svelte";
import { createScoreStore } from "./store/score-store.svelte";
import "./style/tokens.css";
import "./style/base.css";

const target = document.getElementById("console");
if (target === null) throw new Error("index.html has no element #console");

const told = (name: string): string => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
const join = told("kintsugi-join");
const outside = told("kintsugi-outside");

/** Another passcode holds since this page was opened: nothing but giving it helps. */
async function askAgain(): Promise<void> {
  if (await isAsked(fetch.bind(window))) location.replace(pageAddress("passcode"));
}

const store = createConsoleStore();
const link = openConsoleLink(
  { open: () => whenRefused(new WebSocket(socketAddress("ws/console")), askAgain), wakers: [window, document] },
  store.events,
);
mount(ConsolePage, { target, props: { store, link, score: createScoreStore(openScoreLink()), join, outside } });
