/** What a machine and running servers lack, and what to do about it. */
@NullMarked
package io.hydrascope.platform.doctor;

import org.jspecify.annotations.NullMarked;
