using Altitude.Data;
using Altitude.Domain;
using Altitude.Web.Export;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Hosting;
using Altitude.Web.Pdf;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Altitude.Web.Features.Invoices;

/// <summary>Registers invoices: drafting, issuing, sending, what is paid for them, and their documents.</summary>
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
        services.AddSingleton<InvoicesQuery>();
        services.AddSingleton<InvoicePageQuery>();
        services.AddSingleton<InvoiceDraftQuery>();
        services.AddSingleton<NewInvoiceQuery>();
        services.AddSingleton<InvoiceDocumentQuery>();
        services.AddSingleton<StatementQuery>();
        services.AddSingleton<PaperPdf>();
        services.AddSingleton<IExportedDocuments, InvoicesExport>();
        services.AddSingleton<PaySeveralQuery>();
        return services;
    }

    public static void MapInvoices(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/portal/{Workspace}/invoices/{Number}.pdf", ForContactAsync);
        routes.MapGet("/office/invoices/{Number}.pdf", ForStaffAsync).RequireAuthorization(Policies.Staff);
    }

    /// <summary>The same answer for what is another's and for what does not exist; whoever is not signed in goes where they can be.</summary>
    private static async Task<Results<FileContentHttpResult, RedirectHttpResult, NotFound>> ForContactAsync(
        HttpContext context,
        string number,
        InvoiceDocumentQuery invoices,
        PaperPdf pdf,
        PublicAddress site
    )
    {
        try
        {
            if (PortalContext.Of(context) is not { Reader: { } reader })
            {
                return TypedResults.Redirect($"/portal/{context.GetRouteValue("Workspace")}/sign-in");
            }

            return await invoices.RunAsync(reader, number, context.RequestAborted) is { } invoice
                ? Answer(context, invoice, pdf, site)
                : TypedResults.NotFound();
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            return TypedResults.NotFound();
        }
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> ForStaffAsync(
        HttpContext context,
        string number,
        InvoiceDocumentQuery invoices,
        PaperPdf pdf,
        PublicAddress site
    )
    {
        try
        {
            return AltitudeClaims.StaffOf(context.User) is { } staff && await invoices.RunAsync(staff, number, context.RequestAborted) is { } invoice
                ? Answer(context, invoice, pdf, site)
                : TypedResults.NotFound();
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            return TypedResults.NotFound();
        }
    }

    private static FileContentHttpResult Answer(HttpContext context, InvoiceDocument invoice, PaperPdf pdf, PublicAddress site)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"{invoice.Number}.pdf" }.ToString(); // A number of ours: letters, digits and a dash.
        return TypedResults.Bytes(pdf.Write(InvoicePapers.Of(invoice, site)), "application/pdf");
    }
}
