"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# Timings are benchmarks, never assertions: the machines that run tests are noisy.
settings.register_profile("qiao", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("qiao"), max_examples=1000)
settings.load_profile("qiao")
