namespace Platform.ServiceDefaults.GrpcCalls;

/// <summary>
/// Marks a method whose request joins calls of several callers. The method checks each of them by <see cref="MessageCheck.FindFault"/>, so that one
/// that cannot be used does not refuse the others.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CheckedInPartsAttribute : Attribute;
