namespace Altitude.Web.Features.Invoices;

/// <summary>Registers invoices: drafting, issuing, sending, and what is paid for them.</summary>
public static class InvoicesFeature
{
    public static IServiceCollection AddInvoices(this IServiceCollection services)
    {
        services.AddSingleton<DraftInvoice>();
        services.AddSingleton<SaveInvoiceDraft>();
        services.AddSingleton<DiscardInvoiceDraft>();
        services.AddSingleton<IssueInvoice>();
        services.AddSingleton<SendInvoice>();
        services.AddSingleton<VoidInvoice>();
        services.AddSingleton<RecordPayment>();
        services.AddSingleton<ReversePayment>();
        services.AddSingleton<RecordRefund>();
        services.AddSingleton<RecordCredit>();
        services.AddSingleton<ReverseCredit>();
        services.AddSingleton<PayInvoice>();
        services.AddSingleton<InvoicePayQuery>();
        return services;
    }
}
