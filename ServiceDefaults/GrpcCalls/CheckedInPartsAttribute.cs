namespace Platform.ServiceDefaults.GrpcCalls;

/// <summary>
/// Marks a method whose request joins calls of several callers. The method checks each of them by <see cref="MessageCheck.FindFault"/>, so that
/// one that is invalid is refused alone.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CheckedInPartsAttribute : Attribute;
