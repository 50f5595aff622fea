namespace Platform.ServiceDefaults.Measures;

/// <summary>Names a class that creates instruments when the service starts.</summary>
internal sealed record InstrumentSet(Type Type);
