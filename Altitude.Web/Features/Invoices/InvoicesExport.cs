using System.Runtime.CompilerServices;
using Altitude.Data;
using Altitude.Web.Export;
using Altitude.Web.Hosting;
using Altitude.Web.Pdf;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>Every invoice as its PDF, for whoever takes the company's data away.</summary>
public sealed class InvoicesExport(PaperPdf pdf, PublicAddress site) : IExportedDocuments
{
    private const int AtOnce = 200;

    public Task<int> CountAsync(WorkspaceDb db, CancellationToken cancellationToken) => db.Invoices.CountAsync(cancellationToken);

    public async IAsyncEnumerable<ExportedDocument> ReadAsync(WorkspaceDb db, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var seen = 0; ; seen += AtOnce)
        {
            var numbers = await db.Invoices.OrderBy(i => i.Number).Skip(seen).Take(AtOnce).Select(i => i.Number).ToListAsync(cancellationToken);
            foreach (var number in numbers)
            {
                if (await InvoiceDocumentQuery.OfAsync(db, db.Invoices, number, cancellationToken) is { } invoice)
                {
                    yield return new ExportedDocument("invoices", $"{number}.pdf", pdf.Write(InvoicePapers.Of(invoice, site)));
                }
            }

            if (numbers.Count < AtOnce)
            {
                break;
            }
        }
    }
}
