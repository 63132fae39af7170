"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# Timings are benchmarks, never assertions: the machines that run tests are noisy. Property tests try the same examples
# in every run, so that no change fails on what was there before it; the profile `thorough` looks for new ones.
settings.register_profile(
    "qiao", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("qiao"), derandomize=False, max_examples=1000)
settings.load_profile("qiao")
