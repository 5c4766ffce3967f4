import { mount } from "svelte";
import { pageAddress } from "./link/addresses";
import { givePasscode, isIn, passcodeInAddress } from "./link/passcode";
import PasscodePage from "./passcode/passcode-page.svelte";
import "./style/page.css";
import "./style/tokens.css";

const target = document.getElementById("passcode");
if (target === null) throw new Error("passcode.html has no element #passcode");

const isDigits = document.querySelector<HTMLMetaElement>('meta[name="kintsugi-passcode"]')?.content === "digits";
const scanned = passcodeInAddress(location.hash);
// What a camera read off a picture must not stay in the address, nor in the history of the browser.
if (location.hash !== "") history.replaceState(null, "", location.pathname);

// Who looks already and wants to do more is not led back before the passcode is given.
const isForMore = location.search === "?operator";

mount(PasscodePage, {
  target,
  props: {
    isDigits,
    isForMore,
    scanned,
    look: () => (isForMore ? Promise.resolve(false) : isIn(fetch.bind(window))),
    give: (passcode: string) => givePasscode(fetch.bind(window), passcode),
    enter: () => location.replace(pageAddress("./")),
  },
});
