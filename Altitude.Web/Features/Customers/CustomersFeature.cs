namespace Altitude.Web.Features.Customers;

/// <summary>Registers the company's customers and their contacts.</summary>
public static class CustomersFeature
{
    public static IServiceCollection AddCustomers(this IServiceCollection services)
    {
        services.AddSingleton<CustomerListQuery>();
        services.AddSingleton<CustomerQuery>();
        services.AddSingleton<RegisterCustomer>();
        services.AddSingleton<AddContact>();
        services.AddSingleton<CorrectOwnContact>();
        services.AddSingleton<RemoveContact>();
        services.AddSingleton<ChangeContact>();
        services.AddSingleton<AnswerEmailWish>();
        services.AddSingleton<AddLocation>();
        services.AddSingleton<ChangeLocation>();
        services.AddSingleton<RemoveLocation>();
        services.AddSingleton<RestoreLocation>();
        services.AddSingleton<CustomerRecordsQuery>();
        services.AddSingleton<MergeCustomers>();
        services.AddSingleton<LikelyDuplicatesQuery>();
        return services;
    }
}
