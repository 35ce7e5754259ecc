using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class InvoiceMapping : ITenantMapping<Invoice>
{
    public void Configure(EntityTypeBuilder<Invoice> invoice)
    {
        invoice.ToTable("invoices", Schemas.Tenant);
        invoice.HasKey(i => new { i.WorkspaceId, i.Id });
        invoice.Property(i => i.Id).ValueGeneratedNever();
        invoice.Property(i => i.Revision).IsConcurrencyToken();
        invoice.Property(i => i.Number).HasMaxLength(32);
        invoice.ComplexProperty(i => i.Total);
        invoice.ComplexProperty(i => i.Deposit);
        invoice.HasOne<Job>().WithMany().HasForeignKey(i => new { i.WorkspaceId, i.JobId }).OnDelete(DeleteBehavior.Restrict);
        invoice.HasMany(i => i.Payments).WithOne().HasForeignKey(p => new { p.WorkspaceId, p.InvoiceId }).OnDelete(DeleteBehavior.Restrict);
        invoice.HasIndex(i => new { i.WorkspaceId, i.Number }).IsUnique(); // An invoice's page.
        invoice.HasIndex(i => new { i.WorkspaceId, i.JobId }); // A job's invoices; its stage.
        invoice.HasIndex(i => new
        {
            i.WorkspaceId,
            i.CustomerId,
            i.IssuedOn,
        }); // The portal's list.
        invoice.HasIndex(i => new { i.WorkspaceId, i.EstimateId }); // What came of an estimate, on its page.
    }
}

internal sealed class PaymentMapping : ITenantMapping<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> payment)
    {
        payment.ToTable("payments", Schemas.Tenant);
        payment.HasKey(p => new { p.WorkspaceId, p.Id });
        payment.Property(p => p.Id).ValueGeneratedNever();
        payment.Property(p => p.Method).HasMaxLength(32);
        payment.ComplexProperty(p => p.Amount);
        payment.HasIndex(p => new { p.WorkspaceId, p.InvoiceId }); // An invoice's payments.
    }
}
