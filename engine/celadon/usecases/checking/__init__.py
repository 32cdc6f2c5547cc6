"""The steps of `check`, in the order of their use: options, loading, planning, summing, excusing."""
