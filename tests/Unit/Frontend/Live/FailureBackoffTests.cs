using Platform.Frontend.Live;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Live;

public sealed class FailureBackoffTests
{
    [Fact]
    public void Delays_have_a_minimum_and_a_maximum()
    {
        for (var failures = 1; failures < 100; failures++)
        {
            FailureBackoff.After(failures, TimeSpan.FromSeconds(2), null).TotalSeconds.ShouldBeInRange(3.6, 17.6);
            FailureBackoff.After(failures, TimeSpan.FromMinutes(5), null).TotalSeconds.ShouldBeInRange(270, 330);
            FailureBackoff.After(failures, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(45)).TotalSeconds.ShouldBe(45);
            FailureBackoff.After(failures, TimeSpan.FromSeconds(2), TimeSpan.FromDays(1)).ShouldBe(TimeSpan.FromMinutes(5));
        }
    }
}
