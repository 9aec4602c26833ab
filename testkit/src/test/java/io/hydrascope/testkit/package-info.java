@NullMarked
package io.hydrascope.testkit;

import org.jspecify.annotations.NullMarked;
