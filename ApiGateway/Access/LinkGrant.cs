namespace Platform.ApiGateway.Access;

/// <summary>Represents what a link to captions grants: one job's captions and recording, and nothing else of its owner.</summary>
/// <param name="JobId">The job.</param>
/// <param name="MayEdit">Whether the captions may be edited.</param>
/// <param name="MayComment">Whether comments may be read and written.</param>
internal sealed record LinkGrant(Guid JobId, bool MayEdit, bool MayComment = false)
{
    /// <summary>Checks whether the link is for something.</summary>
    public bool Has(LinkRight right) => right switch
    {
        LinkRight.Read => true,
        LinkRight.Comment => MayComment,
        LinkRight.Edit => MayEdit,
        _ => false,
    };
}
