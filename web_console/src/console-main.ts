import { mount } from "svelte";
import { socketAddress } from "./link/addresses";
import { openConsoleLink } from "./link/console-link";
import { openScoreLink } from "./link/score";
import ConsolePage from "./pages/console-page.svelte";
import { createConsoleStore } from "./store/console-store.svelte";
import { createScoreStore } from "./store/score-store.svelte";
import "./style/tokens.css";
import "./style/base.css";

const target = document.getElementById("console");
if (target === null) throw new Error("index.html has no element #console");

const join = document.querySelector<HTMLMetaElement>('meta[name="kintsugi-join"]')?.content ?? "";
const store = createConsoleStore();
const link = openConsoleLink(
  { open: () => new WebSocket(socketAddress("ws/console")), wakers: [window, document] },
  store.events,
);
mount(ConsolePage, { target, props: { store, link, score: createScoreStore(openScoreLink()), join } });
