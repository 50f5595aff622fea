using System.Diagnostics.Metrics;

namespace Platform.Frontend.Circuits;

/// <summary>Counts refused pages as <c>page_circuits_refused_total{bound}</c>.</summary>
internal sealed class CircuitMetrics
{
    public const string User = "user";
    public const string Address = "address";
    public const string NewOfUser = "new_of_user";
    public const string NewOfAddress = "new_of_address";
    public const string Connections = "connections";

    private readonly Counter<long> _refused;

    public CircuitMetrics(IMeterFactory meters)
    {
        _refused = meters.Create("Platform.Page").CreateCounter<long>("page.circuits_refused", "{circuit}", "Pages that were not made live, by the bound that their visitor has reached.");
        foreach (var bound in (string[])[User, Address, NewOfUser, NewOfAddress, Connections])
        {
            _refused.Add(0, new KeyValuePair<string, object?>("bound", bound));
        }
    }

    /// <summary>Counts a refused page.</summary>
    public void Refused(string bound) => _refused.Add(1, new KeyValuePair<string, object?>("bound", bound));
}
