package io.hydrascope.benchmarks.shift;

import java.util.random.RandomGenerator;

/** Distributions with mean 0 and standard deviation 1. */
enum Shape {
  NORMAL(0),
  /** Student's t with three degrees of freedom: no third moment. */
  T3(0),
  GAMMA_4(1),
  EXPONENTIAL(2),
  LOG_NORMAL_2(2),
  /** One of two values, the rarer with probability {@link #rarer}. */
  TWO_POINTS_2(2),
  LOG_NORMAL_4(4),
  TWO_POINTS_4(4.13);

  private static final double SIGMA_2 = 0.55144; // where a log-normal's skewness is 2
  private static final double SIGMA_4 = 0.83255; // and 4

  private final double skewness;

  Shape(double skewness) {
    this.skewness = skewness;
  }

  double skewness() {
    return skewness;
  }

  double draw(RandomGenerator random) {
    return switch (this) {
      case NORMAL -> random.nextGaussian();
      case T3 -> t3(random);
      case GAMMA_4 ->
          (random.nextExponential()
                  + random.nextExponential()
                  + random.nextExponential()
                  + random.nextExponential()
                  - 4)
              / 2;
      case EXPONENTIAL -> random.nextExponential() - 1;
      case LOG_NORMAL_2 -> logNormal(random, SIGMA_2);
      case LOG_NORMAL_4 -> logNormal(random, SIGMA_4);
      case TWO_POINTS_2, TWO_POINTS_4 -> twoPoints(random, rarer());
    };
  }

  private double rarer() {
    return this == TWO_POINTS_2 ? 0.146447 : 0.05;
  }

  private static double t3(RandomGenerator random) {
    double first = random.nextGaussian();
    double second = random.nextGaussian();
    double third = random.nextGaussian();
    double square = first * first + second * second + third * third;
    return random.nextGaussian() / Math.sqrt(square);
  }

  private static double logNormal(RandomGenerator random, double sigma) {
    double spread = Math.expm1(sigma * sigma);
    double mean = Math.exp(sigma * sigma / 2);
    return (Math.exp(sigma * random.nextGaussian()) - mean) / (mean * Math.sqrt(spread));
  }

  private static double twoPoints(RandomGenerator random, double rarer) {
    return ((random.nextDouble() < rarer ? 1 : 0) - rarer) / Math.sqrt(rarer * (1 - rarer));
  }
}
