namespace Platform.ServiceDefaults.Measures;

/// <summary>A class that creates instruments, to be made when the service starts.</summary>
internal sealed record InstrumentSet(Type Type);
