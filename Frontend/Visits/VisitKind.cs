namespace Platform.Frontend.Visits;

/// <summary>Lists what browsers report.</summary>
internal enum VisitKind
{
    /// <summary>A page was loaded.</summary>
    Load,

    /// <summary>A script threw an error that nothing handled.</summary>
    Error,

    /// <summary>The live connection was lost and came back.</summary>
    CircuitRestored,

    /// <summary>The live connection was lost, and the page was left or loaded again.</summary>
    CircuitLeft,
}
