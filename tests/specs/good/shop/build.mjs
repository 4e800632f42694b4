// Stands for a bundler: what it would write is in `dist` already.
