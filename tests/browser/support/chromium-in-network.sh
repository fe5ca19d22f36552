#!/bin/sh
# What playwright starts as its browser: Chromium in the network namespace at $BROWSER_NETWORK. They talk by pipe.
exec nsenter --net="$BROWSER_NETWORK" "$BROWSER_CHROMIUM" "$@"
