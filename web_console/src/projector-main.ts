import { mount } from "svelte";
import { streamPlace } from "./projector/place";
import ProjectorPage from "./projector/projector-page.svelte";
import "./style/tokens.css";
import "./style/base.css";

const target = document.getElementById("projector");
if (target === null) throw new Error("projector.html has no element #projector");

const injected = document.querySelector<HTMLMetaElement>('meta[name="kintsugi-fixtures-port"]')?.content ?? null;
mount(ProjectorPage, { target, props: { place: streamPlace(new URL(location.href), injected) } });
