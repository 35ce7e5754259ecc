namespace Altitude.Web.Features.Payments;

/// <summary>Registers how the company is paid online, and what became of it.</summary>
public static class PaymentsFeature
{
    public static IServiceCollection AddPayments(this IServiceCollection services)
    {
        services.AddSingleton<PaymentSettingsQuery>();
        services.AddSingleton<ConnectPayments>();
        services.AddSingleton<SetWebhookSecret>();
        services.AddSingleton<SubscribeWebhook>();
        services.AddSingleton<ChangePaymentTerms>();
        services.AddSingleton<ChangeExtras>();
        services.AddSingleton<DisconnectPayments>();
        services.AddSingleton<PaymentsQuery>();
        services.AddSingleton<RefundPayment>();
        services.AddSingleton<ApplyUnapplied>();
        services.AddSingleton<PortalReceiptQuery>();
        return services;
    }
}
