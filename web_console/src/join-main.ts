import { mount } from "svelte";
import "./style/page.css";
import "./style/tokens.css";
import { openBoardLink } from "./visitor/board-link";
import VisitorPage from "./visitor/visitor-page.svelte";

const target = document.getElementById("visitor");
if (target === null) throw new Error("join.html has no element #visitor");

mount(VisitorPage, { target, props: { open: (events) => openBoardLink({ fetch: fetch.bind(window), page: document }, events) } });
