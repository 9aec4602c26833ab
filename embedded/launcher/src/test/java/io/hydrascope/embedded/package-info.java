@NullMarked
package io.hydrascope.embedded;

import org.jspecify.annotations.NullMarked;
