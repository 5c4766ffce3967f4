"""Plans of lighting designers → show files. Needs the extra ``mvr``; nothing but ``kintsugi patch`` imports it."""
