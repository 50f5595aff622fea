using Platform.ServiceDefaults.Dependencies;

namespace Platform.ApiGateway.JobManagement;

internal static class JobManagementExtensions
{
    public static IHostApplicationBuilder AddJobManagement(this IHostApplicationBuilder builder)
    {
        builder.AddServiceClient<JobManagerClient>(JobManagerClient.Name);
        return builder;
    }
}
