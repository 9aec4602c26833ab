/** Commands for whoever runs the platform. */
@NullMarked
package io.hydrascope.cli.operate;

import org.jspecify.annotations.NullMarked;
