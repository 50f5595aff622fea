using Xunit;

namespace Platform.EndToEnd.Alerting;

/// <summary>A test that runs when ALERTS_ALL is set, as <c>make alerts</c> does.</summary>
internal sealed class ThoroughFactAttribute : FactAttribute
{
    public ThoroughFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("ALERTS_ALL") is not { Length: > 0 })
        {
            Skip = "Runs with make alerts.";
        }
    }
}
