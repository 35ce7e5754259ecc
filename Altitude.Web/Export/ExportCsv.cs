using System.Globalization;
using System.Text;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Web.Components;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Altitude.Web.Export;

/// <summary>A list of the company as comma-separated values (RFC 4180).</summary>
public abstract class ExportCsv(string name, params string[] titles)
{
    private static readonly CsvConfiguration Settings = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape, // What a spreadsheet would take for a formula is written as text.
        NewLine = "\r\n",
    };

    public static readonly IReadOnlyList<ExportCsv> All =
    [
        new Selected(
            "customers",
            """
            select c.name, to_char(c.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), k.name, k.email, k.phone, k.rights,
                   (select l.address from tenant.service_locations l
                    where l.workspace_id = c.workspace_id and l.customer_id = c.id and l.removed_at is null order by l.id limit 1), c.id::text
            from tenant.customers c
            left join tenant.contacts k on k.workspace_id = c.workspace_id and k.customer_id = c.id and k.removed_at is null
            where c.workspace_id = $1 and c.merged_into is null order by c.name, c.id, k.id
            """,
            "Customer",
            "Since (UTC)",
            "Contact",
            "E-mail",
            "Phone",
            "Rights",
            "Address",
            "Id"
        ),
        new Estimates(),
        new Selected(
            "invoices",
            """
            select i.number, c.name, j.number, to_char(i.issued_on, 'YYYY-MM-DD'), to_char(i.due_on, 'YYYY-MM-DD'),
                   to_char(i.sent_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), case when i.voided_at is null then '' else 'void' end,
                   i.total_minor_units, i.paid_minor_units, i.refunded_minor_units, i.credited_minor_units,
                   case when i.voided_at is null then i.total_minor_units - i.paid_minor_units - i.credited_minor_units else 0 end, i.total_currency
            from tenant.invoices i
            join tenant.customers c on c.workspace_id = i.workspace_id and c.id = i.customer_id
            left join tenant.jobs j on j.workspace_id = i.workspace_id and j.id = i.job_id
            where i.workspace_id = $1 order by i.number
            """,
            "Invoice",
            "Customer",
            "Job",
            "Issued",
            "Due",
            "Sent (UTC)",
            "Void",
            "Total",
            "Paid",
            "Refunded",
            "Credited",
            "Balance",
            "Currency"
        ),
        new Selected(
            "payments",
            """
            select x.kind, to_char(x.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), to_char(x.day, 'YYYY-MM-DD'), i.number, c.name, x.method, x.amount, x.tip, x.surcharge,
                   x.currency, x.note, x.by, x.state
            from (
              select p.workspace_id, p.id, 'Payment' as kind, p.at, p.received_on as day, p.invoice_id, p.method::text as method, p.amount_minor_units as amount,
                     p.tip_minor_units as tip, p.surcharge_minor_units as surcharge, p.amount_currency as currency, p.note, p.recorded_by as by,
                     case when p.reversed_at is null then '' else 'taken back' end as state
              from tenant.payments p where p.workspace_id = $1
              union all
              select r.workspace_id, r.id, 'Refund', r.at, r.refunded_on, p.invoice_id, r.method::text, r.amount_minor_units, 0, 0, r.amount_currency, r.note, r.recorded_by,
                     lower(r.state::text)
              from tenant.refunds r join tenant.payments p on p.workspace_id = r.workspace_id and p.id = r.payment_id where r.workspace_id = $1
            ) x
            left join tenant.invoices i on i.workspace_id = x.workspace_id and i.id = x.invoice_id
            left join tenant.customers c on c.workspace_id = i.workspace_id and c.id = i.customer_id
            order by x.at, x.id
            """,
            "Kind",
            "Instant (UTC)",
            "Day",
            "Invoice",
            "Customer",
            "Method",
            "Amount",
            "Tip",
            "Surcharge",
            "Currency",
            "Note",
            "By",
            "State"
        ),
    ];

    public string Name => name;

    public async Task WriteAsync(WorkspaceDb db, Stream into, CancellationToken cancellationToken)
    {
        await using var text = new StreamWriter(into, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(text, Settings, leaveOpen: true);
        foreach (var title in titles)
        {
            csv.WriteField(title);
        }

        await csv.NextRecordAsync();
        await foreach (var row in RowsAsync(db, cancellationToken))
        {
            foreach (var field in row)
            {
                csv.WriteField(field);
            }

            await csv.NextRecordAsync();
        }
    }

    /// <summary>Texts, and amounts as numbers.</summary>
    protected abstract IAsyncEnumerable<IReadOnlyList<string?>> RowsAsync(WorkspaceDb db, CancellationToken cancellationToken);

    private static string Major(long minorUnits, Currency currency) =>
        new Money(minorUnits, currency).Major.ToString($"F{currency.Exponent}", CultureInfo.InvariantCulture);

    /// <summary>What a statement selects; its whole numbers are minor units of the currency in the column of that title.</summary>
    private sealed class Selected(string name, string sql, params string[] titles) : ExportCsv(name, titles)
    {
        private readonly int _currency = Array.IndexOf(titles, "Currency");

        protected override async IAsyncEnumerable<IReadOnlyList<string?>> RowsAsync(
            WorkspaceDb db,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await using var command = new NpgsqlCommand(
                sql,
                (NpgsqlConnection)db.Database.GetDbConnection(),
                (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction()
            );
            command.CommandTimeout = 0; // As long as the list is; the task's own token ends it.
            command.Parameters.Add(new() { Value = db.WorkspaceId.Value });
            await using var reader = await command.WholeReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var currency = _currency < 0 ? default : new Currency(reader.GetString(_currency));
                var row = new string?[reader.FieldCount];
                for (var column = 0; column < row.Length; column++)
                {
                    row[column] = reader.GetValue(column) switch
                    {
                        DBNull => "",
                        long minor => Major(minor, currency),
                        int minor => Major(minor, currency),
                        var value => value.ToString(),
                    };
                }

                yield return row;
            }
        }
    }

    /// <summary>What an estimate comes to stands in its lines alone.</summary>
    private sealed class Estimates()
        : ExportCsv(
            "estimates",
            "Estimate",
            "Customer",
            "Job",
            "For",
            "State",
            "Made (UTC)",
            "Sent (UTC)",
            "Ends (UTC)",
            "Answered (UTC)",
            "Answered by",
            "Total",
            "Currency"
        )
    {
        protected override async IAsyncEnumerable<IReadOnlyList<string?>> RowsAsync(
            WorkspaceDb db,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            var rows =
                from e in db.Estimates
                orderby e.Number
                select new
                {
                    e.Number,
                    Customer = db.Customers.Where(c => c.Id == e.CustomerId).Select(c => c.Name).First(),
                    Job = db.Jobs.Where(j => j.Id == e.JobId).Select(j => j.Number).First(),
                    e.State,
                    e.CreatedAt,
                    e.AnsweredAt,
                    e.AnsweredBy,
                    Version = db
                        .EstimateVersions.Where(v =>
                            v.EstimateId == e.Id && (v.Number == e.SentVersion || (e.SentVersion == null && v.Number == e.DraftVersion))
                        )
                        .Select(v => new
                        {
                            v.Content,
                            v.SentAt,
                            v.ExpiresAt,
                        })
                        .FirstOrDefault(),
                    Agreed = db
                        .Consents.Where(c => c.EstimateId == e.Id && c.Version == e.SentVersion && c.Round == e.Round)
                        .Select(c => new { c.Total.MinorUnits, c.Total.Currency })
                        .FirstOrDefault(),
                };
            await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                var total =
                    row.Agreed is { } agreed ? new Money(agreed.MinorUnits, agreed.Currency)
                    : row.Version is { } version ? ListedTotal.Of(version.Content, approved: null).Amount
                    : default(Money?);
                yield return
                [
                    row.Number,
                    row.Customer,
                    row.Job,
                    row.Version?.Content.Title,
                    row.State.ToString(),
                    Instant(row.CreatedAt),
                    Instant(row.Version?.SentAt),
                    Instant(row.Version?.ExpiresAt),
                    Instant(row.AnsweredAt),
                    row.AnsweredBy,
                    total is { } amount ? Major(amount.MinorUnits, amount.Currency) : "",
                    total?.Currency.Code,
                ];
            }
        }

        private static string Instant(DateTimeOffset? at) =>
            at?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? "";
    }
}
