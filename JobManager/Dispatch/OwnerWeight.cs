namespace Platform.JobManager.Dispatch;

/// <summary>The weight of an owner's long jobs. An element of <c>Dispatch:Weights</c>.</summary>
internal sealed class OwnerWeight
{
    /// <summary>The id of the owner.</summary>
    public Guid Owner { get; set; }

    /// <summary>How many slots the owner gets for each slot of an owner with the weight 1, which all others have; 1 to 100.</summary>
    public int Weight { get; set; } = 1;
}
