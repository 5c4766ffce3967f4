import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// Addresses stay relative, so that the console also works below a sub-path; projector.html is given a <base> by the server.
export default defineConfig({
  base: "./",
  plugins: [svelte()],
  build: {
    outDir: "../controller/web/console",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["index.html", "projector.html", "join.html", "passcode.html"] },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000", "/ws": { target: "ws://127.0.0.1:8000", ws: true } } },
  test: { environment: "node", include: ["tests/**/*.test.ts"] },
});
