/** The tables: numbered SQL files, applied once each and never changed afterwards. */
@NullMarked
package io.hydrascope.storage.migrate;

import org.jspecify.annotations.NullMarked;
