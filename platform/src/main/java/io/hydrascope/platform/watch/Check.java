package io.hydrascope.platform.watch;

import java.util.List;

/** Looks at one thing; never fails: what does not answer is a finding. */
@FunctionalInterface
public interface Check {
  List<Finding> look();
}
