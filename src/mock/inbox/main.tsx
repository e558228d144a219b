import { render } from "preact";
import { App } from "./App.js";
import { openStore } from "./store.js";

const root = document.getElementById("app");
if (root !== null) render(<App store={openStore()} />, root);
