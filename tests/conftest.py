"""What holds for all tests."""

from hypothesis import settings

# Timings are benchmarks, never assertions: the machines that run tests are noisy.
settings.register_profile("qiao", deadline=None, print_blob=True)
settings.load_profile("qiao")
