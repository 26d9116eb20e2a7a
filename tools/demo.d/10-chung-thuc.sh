# Chứng thực bản sao: nộp sau 15 giờ, hẹn ngày làm việc sau (certified copy, after the cut-off)
at '15:20 03/06/2024'
submit song-hien --procedure 2.000815 --unit H14.40.21.01 --as mai.huong --channel direct \
	--applicant 'Nguyễn Thị Ánh' --id-number 999055000001 \
	--field pages=5 --field copies=2 --paper ban_chinh
at '15:40 03/06/2024'
act song-hien mai.huong H14.40.21.01 complete
at '16:10 03/06/2024'
act song-hien tran.binh H14.40.21.02 --claim
act song-hien tran.binh H14.40.21.02 match
at '08:20 04/06/2024'
act song-hien phan.chinh H14.40.21 signed
at '08:45 04/06/2024'
act song-hien ly.suong H14.40.21 issued
at '09:00 04/06/2024'
act song-hien mai.huong H14.40.21.01 --return counter
